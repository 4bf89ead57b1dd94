# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import os
from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import Command, api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ..lib.content import read_content
from ..lib.errors import SettlementError
from ..lib.report_file import open_reports

MAX_REMARKS = 10


class AmazonSettlement(models.Model):
    """Takes report files in and keeps them.

    What a file says decides where it belongs; a settlement that is there already is
    never overwritten.
    """

    # Apart from what a settlement is.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    file_ids = fields.Many2many(
        "ir.attachment",
        string="All Files",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Every file that came for this settlement id; they are kept for ever.",
    )
    report_ids = fields.One2many(
        "amazon.report",
        "settlement_id",
        string="Amazon Reports",
        readonly=True,
        help="The reports under which Amazon lists this settlement.",
    )
    file_remarks = fields.Text(
        "Remarks on the File",
        readonly=True,
        copy=False,
        help="What is odd in the file, with the line, although it can be read.",
    )

    # === A FILE COMES IN === #

    @api.model
    def _take_file(self, seller, file, filename, log, charset="", report=None):
        """Archive a report file; each settlement in it gets a line in the log.

        :param file: seekable binary file
        :param charset: the one that was named with it, if any
        :param report: the report of Amazon that it was downloaded for
        :return: the lines of the log
        :raises SettlementError: the file cannot be read; nothing of it was taken
        """
        found = [
            (part, read_content(part))
            for part in open_reports(
                file, charset=charset, country=self._get_country(seller)
            )
        ]
        # Before the same bytes are in the file store again.
        names = [part.header.settlement_ref for part, _content in found]
        lost = self._find_all(seller, names)._filter_lost_files().mapped("name")
        attachment = self._archive_file(file, filename)
        lines = log.line_ids.browse()
        for part, content in found:
            vals = self._prepare_file_vals(seller, part, content)
            settlement, is_new = self._get_or_create(seller, vals)
            if report and not report.settlement_id:
                report.settlement_id = settlement
            if is_new:
                lines |= settlement._add_new(attachment, log)
            else:
                was_lost = settlement.name in lost
                lines |= settlement._compare(vals, attachment, log, was_lost)
        if not attachment.res_id:
            # Each settlement has these bytes already.
            attachment.unlink()
        return lines

    @api.model
    def _get_country(self, seller):
        """Return the country of a seller that sells in one only: it hints a charset."""
        codes = set(seller.marketplace_ids.mapped("country_id.code"))
        return codes.pop() if len(codes) == 1 else ""

    @api.model
    def _archive_file(self, file, filename):
        file.seek(0)
        return self.env["ir.attachment"].create(
            {
                "name": filename,
                "raw": file.read(),
                "res_model": self._name,
                # As a text, its words would be copied into the database.
                "mimetype": "application/octet-stream",
            }
        )

    @api.model
    def _prepare_file_vals(self, seller, part, content):
        """Return the values of a settlement from its file."""
        header, proof = part.header, content.proof
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", header.currency)])
        if not currency:
            raise SettlementError(
                self.env._("Odoo does not know the currency %s.", header.currency)
            )
        return {
            "seller_id": seller.id,
            "name": header.settlement_ref,
            "currency_id": currency.id,
            "start_date": header.start,
            "end_date": header.end,
            "deposit_date": header.deposit or False,
            "total_amount": float(header.total),
            "rows_amount": float(proof.rows_amount),
            "difference": float(proof.difference),
            "row_count": proof.row_count,
            "opening_balance": float(proof.opening),
            "closing_balance": float(proof.closing + min(header.total, 0)),
            "payout_amount": float(max(header.total, 0)),
            "file_format": part.version,
            "file_charset": part.charset,
            "file_hash": content.checksum,
            "store_name": content.store,
            "state": "refused" if proof.difference else "downloaded",
            "refusal_reason": self._explain_difference(proof, header.currency),
            "file_remarks": self._explain_remarks(part),
        }

    @api.model
    def _explain_difference(self, proof, currency):
        """Return why a settlement is refused, or nothing if it ties out."""
        if not proof.difference:
            return False
        reason = self.env._(
            "The rows add up to %(rows)s %(currency)s, Amazon's total is %(total)s "
            "%(currency)s: the difference is %(difference)s %(currency)s. Nothing of "
            "it is booked.",
            rows=proof.rows_amount,
            total=proof.total,
            difference=abs(proof.difference),
            currency=currency,
        )
        return "\n".join([reason, *(f"- {cause}" for cause in proof.causes)])

    @api.model
    def _explain_remarks(self, part):
        """Return what is odd in a file that was read, or nothing."""
        if not part.remarks:
            return False
        remarks = [remark.message for remark in part.remarks[:MAX_REMARKS]]
        if hidden := part.remark_count - len(remarks):
            remarks.append(self.env._("and %s more", hidden))
        title = self.env._("Odd in the file, though it changes no amount:")
        return "\n".join([title, *(f"- {remark}" for remark in remarks)])

    @api.model
    def _get_or_create(self, seller, vals):
        """Return the settlement, and whether it was not there yet."""
        if settlement := self._find(seller, vals["name"]):
            return settlement, False
        try:
            with self.env.cr.savepoint():
                return self.create(vals), True
        except UniqueViolation as error:
            # Somebody else took it in at this moment: the next try sees that.
            raise ConcurrencyError(
                self.env._("Settlement %s is being imported.", vals["name"])
            ) from error

    @api.model
    def _find(self, seller, name):
        return self._find_all(seller, [name])

    @api.model
    def _find_all(self, seller, names):
        return self.search([("seller_id", "=", seller.id), ("name", "in", names)])

    def _add_new(self, attachment, log):
        """The settlement was not there yet: keep its file, look for gaps, process."""
        self._keep_file(attachment)
        self._route()
        self._check_gaps()
        line = self._report_result(log)
        self._route_chain()
        return line

    def _report_result(self, log):
        """Write in the log what the file of this settlement is worth, and go on."""
        if self.state == "refused":
            return log._add_line(
                self.name,
                "held",
                self,
                cause="total_difference",
                message=self._with_remarks(self.refusal_reason),
            )
        self.env["amazon.sync.log.line"]._supersede(self)
        message = self.env._(
            "%(rows)s rows, total %(total)s: it ties out.",
            rows=self.row_count,
            total=self.currency_id.format(self.total_amount),
        )
        line = log._add_line(
            self.name, "imported", self, message=self._with_remarks(message)
        )
        if self.file_format == "v2" and self.seller_id.process_settlements:
            self._process(log)
        return line

    def _with_remarks(self, message):
        return "\n".join(filter(None, [message, self.file_remarks]))

    def _keep_file(self, attachment):
        """Make a file the one that counts; those before it are kept."""
        attachment.res_id = attachment.res_id or self.id
        self.write(
            {"file_id": attachment.id, "file_ids": [Command.link(attachment.id)]}
        )

    # === THE SETTLEMENT IS THERE ALREADY === #

    def _compare(self, vals, attachment, log, was_lost):
        """Say what a further file for this settlement id means."""
        if self.file_hash != vals["file_hash"]:
            return self._take_other_content(vals, attachment, log)
        if was_lost:
            if not self._is_file_there():
                self._keep_file(attachment)
            return log._add_line(
                self.name,
                "updated",
                self,
                message=self.env._("The lost file of the settlement is there again."),
            )
        return log._add_line(
            self.name,
            "skipped",
            self,
            message=self.env._(
                "Settlement %(name)s is in Odoo already, with the same content "
                "(%(state)s).",
                name=self.name,
                state=self._get_state_label(),
            ),
        )

    def _take_other_content(self, vals, attachment, log):
        """Keep the file; it counts only if what was there could not be used."""
        known = self.file_ids.mapped("checksum")
        if attachment.checksum not in known:
            attachment.res_id = attachment.res_id or self.id
            self.file_ids = [Command.link(attachment.id)]
        if self.state == "refused" and vals["state"] != "refused":
            self._discard_rows()
            self._keep_file(
                self.file_ids.filtered(lambda f: f.checksum == attachment.checksum)[:1]
            )
            self.write(vals)
            self._route()
            self._check_gaps()
            self.message_post(
                body=self.env._("A file with other content came, and it ties out.")
            )
            line = self._report_result(log)
            self._route_chain()
            return line
        message = self.env._(
            "Another file for settlement %(name)s has other content: %(rows)s rows, "
            "total %(total)s. The settlement stays as it is (%(state)s); both files "
            "are attached to it. Compare them, and ask Amazon's support which one is "
            "right.",
            name=self.name,
            rows=vals["row_count"],
            total=self.currency_id.format(vals["total_amount"]),
            state=self._get_state_label(),
        )
        if attachment.checksum not in known:
            self.message_post(body=message)
        return log._add_line(
            self.name, "held", self, cause="other_content", message=message
        )

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    # === THE FILE === #

    def _is_file_there(self):
        """Tell whether the content of the file can be read, wherever it is kept."""
        self.ensure_one()
        return bool(self._read_file())

    def _filter_lost_files(self):
        """Return those whose file is not there any more; each file is read."""
        return self.filtered(lambda settlement: not settlement._is_file_there())

    def _read_file(self):
        # Whoever may see the settlement need not see the attachment.
        attachment = self.file_id.sudo()
        content = attachment.raw
        # The next one may find it lost, and many files would fill the memory.
        attachment.invalidate_recordset(["raw"], flush=False)
        return content

    def _find_path(self):
        """Return where the file is in the file store, so that it need not be loaded.

        Blank if it is kept elsewhere: in the database or in an object store.
        """
        # Whoever may see the settlement need not see the attachment.
        attachment = self.file_id.sudo()
        if not attachment.store_fname:
            return ""
        path = attachment._full_path(attachment.store_fname)
        return path if os.path.isfile(path) else ""

    @contextmanager
    def _open_file(self):
        """Give the report file of this settlement.

        :raises UserError: the file is lost
        """
        self.ensure_one()
        source = self._find_path()
        if not source:
            content = self._read_file()
            if not content:
                raise UserError(self._explain_lost_file())
            source = io.BytesIO(content)
        parts = open_reports(source, charset=self.file_charset or "")
        yield next(each for each in parts if each.header.settlement_ref == self.name)

    def _explain_lost_file(self):
        return self.env._(
            "The file of settlement %s is lost: the file store of Odoo does not hold "
            "it any more. Get Report List downloads it again as long as Amazon has it; "
            "otherwise upload it by hand.",
            self.name,
        )
