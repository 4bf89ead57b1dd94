from . import amazon_check_completeness_mixin
from . import amazon_check_tax_mixin
from . import amazon_configuration_check
from . import amazon_operation_wizard
from . import amazon_order_preview
from . import amazon_order_preview_line
from . import amazon_settings
