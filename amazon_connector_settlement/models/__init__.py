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
from . import amazon_seller_bookkeeping
from . import amazon_settlement_matcher
from . import amazon_settlement_resolver
from . import amazon_settlement_wording
from . import amazon_settlement_transfer
from . import amazon_settlement_tax
from . import amazon_settlement_booker
from . import amazon_settlement_booking
from . import amazon_settlement_balance
from . import amazon_settlement_lock
from . import amazon_settlement_line_booking
from . import amazon_settlement_retry
from . import amazon_settlement_undo
from . import amazon_settlement_mapping
from . import amazon_settlement_unmapped
from . import amazon_deferred_invoice
from . import amazon_settlement_opening
from . import account_move
from . import amazon_order
from . import amazon_settlement_recovery
