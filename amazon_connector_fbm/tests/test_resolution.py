# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .documents import item, valid_order
from .test_held import USER, HeldCase


@tagged("post_install", "-at_install")
class TestResolution(HeldCase):
    """A person takes orders off the list of work, with a note, and puts them back."""

    def setUp(self):
        super().setUp()
        self.ben = self.create_user("ben", USER)

    def resolve(self, records, note="Refunded at Amazon"):
        """Press the button as Ben and write the note."""
        action = records.with_user(self.ben).action_resolve()
        wizard = self.env[action["res_model"]].with_user(self.ben)
        wizard.with_context(**action["context"]).create({"note": note}).action_resolve()

    def mismatches(self, binding):
        lines = self.env["amazon.sync.log.line"].search(
            [("res_id", "=", binding.id), ("is_mismatch", "=", True)]
        )
        return lines.filtered(lambda line: line.res_model == "amazon.order")

    def test_resolve_and_reopen(self):
        binding = self.put_unknown(1)
        mismatch = self.mismatches(binding)
        self.resolve(binding)
        self.assertRecordValues(
            binding,
            [
                {
                    "state": "held",
                    "resolved": True,
                    "resolution_note": "Refunded at Amazon",
                    "resolved_by_id": self.ben.id,
                }
            ],
        )
        self.assertTrue(binding.resolved_on)
        self.assertIn("Refunded at Amazon", binding.message_ids[0].body)
        self.assertEqual(binding.message_ids[0].author_id, self.ben.partner_id)
        self.assertRecordValues(
            mismatch,
            [
                {
                    "resolved": True,
                    "resolved_by": self.ben.id,
                    "resolution_note": "Refunded at Amazon",
                }
            ],
        )
        self.assertFalse(self.issues())
        self.assertEqual(self.refresh(self.seller).held_order_count, 0)
        binding.with_user(self.ben).action_reopen()
        self.assertFalse(binding.resolved)
        self.assertFalse(binding.resolution_note)
        self.assertFalse(mismatch.resolved)
        self.assertEqual(self.issues().order_count, 1)
        self.assertEqual(self.refresh(self.seller).held_order_count, 1)

    def test_resolve_a_whole_cause(self):
        bindings = self.put_unknown(2)
        self.resolve(self.issues())
        self.assertEqual(bindings.mapped("resolved"), [True, True])

    def test_resolved_order_is_left_alone(self):
        """Somebody handled it elsewhere: a sales order would be one too many."""
        binding = self.put_unknown(1)
        self.resolve(binding)
        self.env["product.product"].create(self.prepare_product_vals("NEW-1"))
        binding.next_retry = False
        self.run_import()
        self.put(self.changed(binding.name))
        log = self.run_import()
        self.assertFalse(binding.sale_order_id)
        self.assertEqual((binding.state, binding.resolved), ("held", True))
        self.assertIn("NEW-1", binding.hold_message)
        line = log.line_ids
        self.assertEqual(line.result, "skipped")
        self.assertIn("Refunded at Amazon", line.message)
        binding.action_reopen()
        binding.action_retry()
        self.assert_proved(binding, "10.00")

    def test_resolved_order_that_amazon_cancels(self):
        binding = self.put_unknown(1)
        self.resolve(binding)
        self.put(self.with_status(binding.name, "CANCELLED"))
        self.run_import()
        self.assertEqual((binding.state, binding.resolved), ("cancelled", False))

    def test_next_change_of_an_imported_order_is_work_again(self):
        binding = self.import_order("302-1", [item("MUG")])
        binding.sale_order_id.action_lock()
        self.run_import(valid_order("302-1", [item("MUG", 2)], minutes=5))
        self.assertEqual(binding.hold_reason, "changed")
        self.resolve(binding)
        self.run_import()
        self.assertTrue(binding.resolved)
        self.run_import(valid_order("302-1", [item("MUG", 3)], minutes=4))
        self.assertEqual((binding.hold_reason, binding.resolved), ("changed", False))

    def test_workflow_goes_on_when_a_change_is_resolved(self):
        binding = self.import_order("302-1", [item("MUG")])
        binding.sale_order_id.action_lock()
        self.run_import(valid_order("302-1", [item("MUG", 2)], minutes=5))
        self.assertFalse(binding.sale_order_id.amazon_workflow_due)
        self.resolve(binding)
        self.assertTrue(self.refresh(binding.sale_order_id).amazon_workflow_due)

    def test_imported_order_has_nothing_to_resolve(self):
        binding = self.import_order("302-1", [item("MUG")])
        with self.assertRaisesRegex(UserError, "None of these orders is held"):
            binding.action_resolve()

    def test_other_company_resolves_nothing(self):
        binding = self.put_unknown(1)
        other = self.env["res.company"].create({"name": "Other"})
        eve = self.create_user("eve", USER, company=other)
        with self.assertRaises(AccessError):
            binding.with_user(eve)._resolve("Mine")
        with self.assertRaises(AccessError):
            binding.with_user(eve).action_reopen()
        self.assertFalse(binding.resolved)

    # === FROM THE SYNC LOG === #

    def test_resolve_in_the_sync_log(self):
        binding = self.put_unknown(1)
        line = self.mismatches(binding).with_user(self.ben)
        line.resolution_note = "Sent by hand"
        line.action_resolve()
        self.assertTrue(line.resolved)
        self.assertEqual(line.resolution_note, "Sent by hand")
        self.assertRecordValues(
            binding,
            [
                {
                    "resolved": True,
                    "resolution_note": "Sent by hand",
                    "resolved_by_id": self.ben.id,
                }
            ],
        )
        line.action_reopen()
        self.assertFalse(line.resolved)
        self.assertFalse(binding.resolved)

    def test_resolve_in_the_sync_log_without_a_note(self):
        binding = self.put_unknown(1)
        line = self.mismatches(binding)
        self.resolve(line, "Sent by hand")
        self.assertTrue(binding.resolved)
        self.assertEqual(line.resolution_note, "Sent by hand")

    def test_resolve_and_run_again(self):
        binding = self.put_unknown(1)
        line = self.mismatches(binding).with_user(self.ben)
        self.lamp.default_code = "NEW-1"
        before = Datetime.now().replace(microsecond=0)
        action = line.action_resolve_and_retry()
        self.assertIn("1 imported", action["params"]["message"])
        self.assert_proved(binding, "10.00")
        self.assertEqual(line.resolved_by, self.ben)
        self.assertIn("run again", line.resolution_note)
        self.assertGreaterEqual(line.resolved_on, before)
        with self.assertRaisesRegex(UserError, "nothing to try again"):
            line.action_resolve_and_retry()

    def test_resolve_and_run_again_without_having_mended_it(self):
        binding = self.put_unknown(1)
        line = self.mismatches(binding).with_user(self.ben)
        action = line.action_resolve_and_retry()
        self.assertIn("NEW-1", action["params"]["message"])
        self.assertTrue(line.resolved)
        self.assertEqual(len(self.mismatches(binding)), 2)
        self.assertEqual(self.issues().order_count, 1)
