from . import models
from . import wizards


def post_init_hook(env):
    """Orders of the sellers that exist already are imported by themselves as well."""
    flows = env["amazon.scheduler"]._get_default_flows()
    env["amazon.scheduler"].search([("flow", "in", list(flows))]).enabled = True
