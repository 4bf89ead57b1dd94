from . import amazon_operation_wizard
from . import amazon_check_tax_mixin
from . import amazon_configuration_check
from . import amazon_settings
from . import mail_compose_message
from . import portal_wizard_user
from . import amazon_listing_map_wizard
from . import amazon_order_resolve_wizard
