# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import amazon_setting_mixin
from . import amazon_seller_credential
from . import amazon_audit_log
from . import amazon_database_mixin
from . import amazon_rate_limit
from . import amazon_secret_store_mixin
from . import amazon_credential_mixin
from . import amazon_connection_mixin
from . import amazon_connection_test_mixin
from . import amazon_role_mixin
from . import amazon_authorization_mixin
from . import amazon_expiry_mixin
from . import amazon_api_mixin
from . import amazon_queue_mixin
from . import amazon_subscription_mixin
from . import amazon_secret_rotation_mixin
from . import amazon_seller_schedule_mixin
from . import amazon_integration_mixin
from . import amazon_participation_mixin
from . import amazon_mismatch_mixin
from . import amazon_seller
from . import amazon_seller_fba
from . import amazon_scheduler_clock_mixin
from . import amazon_scheduler
from . import amazon_marketplace
from . import amazon_marketplace_fba
from . import amazon_listing
from . import amazon_report
from . import amazon_sync_job_mixin
from . import amazon_sync_log
from . import amazon_sync_log_notification
from . import amazon_sync_log_rotation
from . import amazon_sync_log_line
