"""What Looker accepts in a body, and how it refuses the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Request
from pydantic import AfterValidator, BaseModel, StrictBool, StrictStr, ValidationError

DOCUMENTATION = "https://cloud.google.com/looker/docs/"


def _https(url: str) -> str:
    if not url.startswith("https://") or len(url) == len("https://"):
        raise ValueError("must be an https URL")
    return url


class HubBody(BaseModel):
    """The writable fields of a hub. Others are read-only and ignored, here as below."""

    url: Annotated[StrictStr, AfterValidator(_https)] = ""
    authorization_token: StrictStr | None = None


class ParamBody(BaseModel):
    """The writable fields of a parameter."""

    name: StrictStr
    value: StrictStr | None = None
    user_attribute_name: StrictStr | None = None


class IntegrationBody(BaseModel):
    """The writable fields of an integration."""

    enabled: StrictBool = False
    params: list[ParamBody] | None = None
    installed_delegate_oauth_targets: list[StrictStr] = []


@dataclass(frozen=True)
class Problem:
    """One entry of a validation error."""

    field: str
    code: str
    message: str


class Refusal(Exception):
    """An answer that is not 2xx."""

    status: int
    message: str

    def body(self) -> dict[str, Any]:
        """Return the documented ``Error``."""
        return {"message": self.message, "documentation_url": DOCUMENTATION}


class BadRequest(Refusal):
    """The body cannot be read."""

    status, message = 400, "Bad request"


class Unauthenticated(Refusal):
    """The token is absent, unknown or has expired."""

    status, message = 401, "Requires authentication."


class NotFound(Refusal):
    """Nothing is there, or the login was wrong."""

    status, message = 404, "Not found"


class Conflict(Refusal):
    """It exists already."""

    status, message = 409, "Resource already exists"


class Unprocessable(Refusal):
    """The body can be read and not be used."""

    status, message = 422, "Validation Failed"

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems

    def body(self) -> dict[str, Any]:
        """Return the documented ``ValidationError``."""
        errors = [{**vars(problem), "documentation_url": DOCUMENTATION} for problem in self.problems]
        return {**super().body(), "errors": errors}


Body = TypeVar("Body", bound=BaseModel)


async def read(request: Request, model: type[Body]) -> Body:
    """Read a JSON body.

    :raises BadRequest: where it is no JSON object.
    :raises Unprocessable: where a field has the wrong type.
    """
    try:
        given = json.loads(await request.body())
    except ValueError:
        raise BadRequest from None
    if not isinstance(given, dict):
        raise BadRequest
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise Unprocessable(
            *(
                Problem(
                    ".".join(map(str, found["loc"])),
                    "missing" if found["type"] == "missing" else "invalid",
                    found["msg"],
                )
                for found in error.errors(include_input=False, include_url=False, include_context=False)
            )
        ) from None
