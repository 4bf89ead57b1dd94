# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_check_completeness
from . import test_company_records
from . import test_completeness
from . import test_configuration_check
from . import test_contact
from . import test_cursor
from . import test_delivery_carrier
from . import test_fault
from . import test_gap
from . import test_hold
from . import test_later
from . import test_listing
from . import test_order_audit
from . import test_order_fetch
from . import test_order_preview
from . import test_paging
from . import test_permission_matrix
from . import test_proof
from . import test_query_count
from . import test_role
from . import test_rpc_fuzz
from . import test_run
from . import test_sale_order
from . import test_scheduler
from . import test_secret_trace
from . import test_seller_settings
from . import test_state
from . import test_storage
from . import test_tax
from . import test_tour
from . import test_tour_check
from . import test_tour_preview
from . import test_workflow
from . import test_workflow_settings
