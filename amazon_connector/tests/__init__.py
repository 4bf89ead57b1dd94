# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_access
from . import test_audit_log
from . import test_authorization
from . import test_company
from . import test_configuration_check
from . import test_configuration_check_seller
from . import test_connection_state
from . import test_connection_tour
from . import test_database
from . import test_encryption
from . import test_endpoint_view
from . import test_error_edge
from . import test_expiry
from . import test_fba_setting
from . import test_marketplace
from . import test_migration
from . import test_mismatch_activity
from . import test_neutralize
from . import test_notification
from . import test_operation
from . import test_permission_matrix
from . import test_queue
from . import test_rate_limit
from . import test_role
from . import test_rotation
from . import test_rpc_fuzz
from . import test_rpc_secret
from . import test_scheduler
from . import test_scheduler_pause
from . import test_secret
from . import test_secret_rotation
from . import test_seller
from . import test_setting
from . import test_settings_page
from . import test_sync_log
