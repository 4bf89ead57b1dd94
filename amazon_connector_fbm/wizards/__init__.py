from . import amazon_operation_wizard
from . import amazon_settings
