# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import amazon_seller_create_wizard
from . import amazon_settings
from . import amazon_configuration_check
from . import amazon_settings_reimbursement
from . import amazon_check_reimbursement
from . import amazon_operation_wizard
from . import amazon_settlement_upload_wizard
from . import amazon_settlement_marketplace_wizard
from . import amazon_settlement_map_wizard
from . import amazon_settlement_book_wizard
from . import amazon_payout_match_wizard
