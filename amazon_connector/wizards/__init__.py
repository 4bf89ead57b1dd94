# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import amazon_page_mixin
from . import amazon_seller_create_wizard
from . import amazon_marketplace_select_wizard
from . import amazon_marketplace_create_wizard
from . import amazon_settings
from . import amazon_settings_fba
from . import amazon_settings_queue
from . import amazon_operation_wizard
from . import amazon_check_server_mixin
from . import amazon_check_seller_mixin
from . import amazon_check_amazon_mixin
from . import amazon_check_marketplace_mixin
from . import amazon_check_scheduler_mixin
from . import amazon_check_queue_mixin
from . import amazon_configuration_check
from . import amazon_configuration_check_line
