# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import amazon_settlement_rule
from . import amazon_settlement
from . import amazon_settlement_line
from . import amazon_settlement_row
from . import amazon_settlement_file
from . import amazon_settlement_import
from . import amazon_settlement_gap
from . import amazon_settlement_button
from . import amazon_settlement_summary
from . import amazon_settlement_scheduler
from . import amazon_report
from . import amazon_sync_log
from . import amazon_sync_log_line
from . import ir_attachment
from . import amazon_marketplace
from . import amazon_seller
from . import amazon_seller_settlement
