# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import amazon_settlement_rule
from . import amazon_settlement
from . import amazon_settlement_line
from . import amazon_settlement_row
from . import amazon_marketplace
from . import amazon_seller
from . import amazon_seller_reimbursement
from . import amazon_seller_report
