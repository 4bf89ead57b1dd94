# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import urllib.request
from http.client import HTTPException
from http.cookiejar import CookieJar

TIMEOUT_SECONDS = 180


class RpcError(Exception):
    """Odoo refused a call; ``debug`` is the traceback of its server."""

    def __init__(self, message, debug=""):
        super().__init__(message)
        self.debug = debug


class RpcSession:
    """A logged-in user who calls models in the way the web client does."""

    def __init__(self, url, database, login, password):
        self.url = url
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )
        result = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        self.user_id = result["uid"]
        self.context = {"lang": "en_US", "tz": "UTC"}

    def _post(self, path, parameters):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters})
        request = urllib.request.Request(
            self.url + path,
            data=body.encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                content = json.load(answer)
        except (OSError, HTTPException, ValueError) as error:
            raise RpcError(f"{self.url}{path} does not answer: {error}") from error
        if "error" in content:
            data = content["error"].get("data", {})
            message = data.get("message") or content["error"].get("message", "")
            raise RpcError(message, data.get("debug", ""))
        return content.get("result")

    def call(self, model, method, *arguments, **keywords):
        """Call a public method; record methods take the ids first."""
        context = {**self.context, **keywords.pop("context", {})}
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": list(arguments),
                "kwargs": {**keywords, "context": context},
            },
        )

    def create(self, model, values):
        """Create one record and return its id."""
        return self.call(model, "create", [values])[0]

    def search_read(self, model, domain, fields, **keywords):
        """Return the matching records as dictionaries."""
        return self.call(model, "search_read", domain, fields, **keywords)

    def fields(self, model):
        """Return the names of the fields of a model."""
        return set(self.call(model, "fields_get", attributes=["type"]))
