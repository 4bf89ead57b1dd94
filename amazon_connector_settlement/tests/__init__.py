# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_book_by_hand
from . import test_booking
from . import test_books
from . import test_companies
from . import test_configuration_check
from . import test_file_remarks
from . import test_marketplace_choice
from . import test_matching
from . import test_open_lines
from . import test_overlap
from . import test_permission_matrix
from . import test_query_counts
from . import test_refunds
from . import test_renderings
from . import test_report_faults
from . import test_review_balance
from . import test_review_turn
from . import test_reimbursement_invoice
from . import test_reimbursement_setting
from . import test_reimbursement_tax
from . import test_reimbursement_twice
from . import test_reimbursement_undo
from . import test_samples
from . import test_settlement_download
from . import test_settlement_gap
from . import test_settlement_journal
from . import test_settlement_setting
from . import test_settlement_upload
from . import test_tour_accountant
from . import test_tour_settlement
from . import test_undo_jobs
from . import test_undo_rights
from . import test_while_booking
