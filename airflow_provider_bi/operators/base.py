"""What the update operators share: plan, tell, write, tell, hand on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from airflow.providers.common.compat.sdk import AirflowFailException, AirflowNotFoundException, BaseOperator

from airflow_provider_bi.api.errors import ArgumentError, BiApiError
from airflow_provider_bi.api.tables import rows_of, table
from airflow_provider_bi.links.services import ServiceLink
from airflow_provider_bi.operators.outlets import asset_uri, tell_outlets
from airflow_provider_bi.version_compat import mask_secret

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_bi.api.update import Plan, UpdateResult
    from airflow_provider_bi.hooks.base import ApiHook

OnIgnored = Literal["warn", "fail"]


class UpdateOperator(BaseOperator):
    """Read what is there, change only what was asked for, and look at what came of it.

    :param clear: Fields to set to null, or to the API's default where it has no null. (None as a field's value leaves
        the field as it is.)
    :param skip_unchanged: Write nothing when all that was asked for stands there already.
    :param plan_only: Write nothing in any case; log and return what would change.
    :param on_ignored: ``"warn"`` or ``"fail"`` when the service leaves a field as it was.
    """

    link: ClassVar[ServiceLink]
    option_fields: ClassVar[tuple[str, ...]] = ("clear", "skip_unchanged", "plan_only", "on_ignored")

    def __init__(
        self,
        *,
        clear: Collection[str] = (),
        skip_unchanged: bool = True,
        plan_only: bool = False,
        on_ignored: OnIgnored = "warn",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.clear = clear
        self.skip_unchanged = skip_unchanged
        self.plan_only = plan_only
        self.on_ignored = on_ignored

    def execute(self, context: Context) -> dict[str, Any]:
        """Update, push what is known of it, and return the fields that changed with their values after."""
        with permanent_errors_fail():
            fail_if_ignored = choice("on_ignored", self.on_ignored, ("warn", "fail")) == "fail"
            with self._hook() as hook:
                self.link.push(context, hook.ui_url)
                plan = self._plan(hook)
                for secret in plan.write.secrets if plan.write else ():
                    mask_secret(secret)
                result = self._carried_out(hook, plan)
                uri = asset_uri(hook.conn_type, hook.url, *self._asset)
            self.log.info("Requests: %d.", hook.requests)
        self._hand_on(context, result)
        tell_outlets(context, self.outlets, changed={} if self._only_plans else result.changed, uri=uri)
        if result.ignored and fail_if_ignored:
            raise AirflowFailException(f"{plan.subject}: the service ignored {', '.join(result.ignored)}.")
        return result.changed

    @property
    def _only_plans(self) -> bool:
        return flag("plan_only", self.plan_only)

    @property
    @abstractmethod
    def _asset(self) -> tuple[object, ...]:
        """The path of what is changed, as part of an asset's URI."""

    @abstractmethod
    def _hook(self) -> ApiHook:
        """Return the service's hook."""

    @abstractmethod
    def _plan(self, hook: Any) -> Plan:
        """Read what is there and plan the update."""

    def _carried_out(self, hook: ApiHook, plan: Plan) -> UpdateResult:
        from airflow_provider_bi.api.update import carry_out

        self.log.info("Read %s (%s).", plan.subject, plan.read)
        if plan.write is None:
            self.log.info("Nothing to change: no write.")
            return plan.unwritten
        self.log.info("%s:\n%s", "Would change" if self._only_plans else "To change", _shown(plan.unwritten))
        for remark in plan.remarks:
            self.log.warning("%s", remark)
        if self._only_plans:
            self.log.info("Only planned: no write.")
            return plan.unwritten
        result: UpdateResult = hook.run(carry_out(plan))
        self.log.info("Sent %s.", plan.write)
        self._tell(result)
        return result

    def _tell(self, result: UpdateResult) -> None:
        if result.changed:
            self.log.info("Changed:\n%s", _shown(result))
        else:
            self.log.info("No change was seen.")
        for field in result.ignored:
            self.log.warning("%s was ignored by the service: it stands as before.", field)
        for remark in result.remarks:
            self.log.warning("%s", remark)
        if not result.verified:
            self.log.warning("Not verified: the service does not show every field that was sent.")

    def _hand_on(self, context: Context, result: UpdateResult) -> None:
        if not self.do_xcom_push:
            return
        ti = context["ti"]
        ti.xcom_push(key="changes", value=result.changes)
        ti.xcom_push(key="ignored", value=result.ignored)
        ti.xcom_push(key="verified", value=result.verified)
        ti.xcom_push(key="integration", value=result.integration)


@contextmanager
def permanent_errors_fail() -> Iterator[None]:
    """Fail the task without further tries where none of them could succeed."""
    try:
        yield
    except AirflowNotFoundException as error:
        raise AirflowFailException(f"{str(error).rstrip('.')}. Create the connection, or correct its id.") from error
    except BiApiError as error:
        if error.permanent:
            raise AirflowFailException(str(error)) from error
        raise


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields without the text ``None``, which Jinja makes of an empty XCom."""
    return {name: None if value == "None" else value for name, value in fields.items()}


def names(argument: str, value: object) -> tuple[str, ...]:
    """Read a list of names, which a template may have rendered to text with commas.

    :raises ArgumentError: for anything else.
    """
    match value:
        case None | "None":
            return ()
        case str():
            return tuple(part.strip() for part in value.split(",") if part.strip())
        case list() | tuple() | set() | frozenset() if all(isinstance(name, str) for name in value):
            return tuple(dict.fromkeys(value))
        case _:
            raise ArgumentError(f"{argument}: a list of names is needed.")


def flag(argument: str, value: object) -> bool:
    """Read a truth value, which a template may have rendered to text.

    :raises ArgumentError: for anything else.
    """
    if isinstance(value, bool):
        return value
    return choice(argument, str(value).strip().lower(), ("true", "false")) == "true"


def choice(argument: str, value: object, choices: tuple[str, ...]) -> str:
    """Read one of a few words.

    :raises ArgumentError: for any other.
    """
    if isinstance(value, str) and value in choices:
        return value
    raise ArgumentError(f"{argument}: {' or '.join(choices)} is needed.")


def _shown(result: UpdateResult) -> str:
    return table(("field", "before", "after"), rows_of(result.changes), indent="  ")
