"""What the logs say and what they never say: structured lines in UTC with the request's id.

A log is read by people who have no business with a case, so personal fields are dropped whatever a
caller passes, query strings stay out, and in production an exception is told without its words.
"""

import logging
import logging.config
import traceback
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor

PERSONAL = frozenset(
    {
        "address", "birth_date", "document_number", "email", "first_name", "full_name", "given_name",
        "ip", "last_name", "mrz", "name", "names", "nationality", "passport", "passport_number",
        "password", "payload", "phone", "phone_number", "photo", "query", "search", "sex", "surname",
        "text", "to", "token", "user_agent", "username",
    }
)  # fmt: skip


class RequestLog(RequestMiddleware):
    """Binds the request's id to every line of the request; tells the path, never the query string.

    A token in an address opens what it leads to, so the line has its name in its place.
    """

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match
        token = str(match.kwargs.get("token", "")) if match else ""
        path = request.path.replace(token, "<token>") if token else request.path
        return f"{request.method} {path}"


def drop_personal(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Remove the fields of a person, at any depth."""
    return {key: _without_personal(value) for key, value in event.items() if key not in PERSONAL}


def _without_personal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_personal(v) for k, v in value.items() if k not in PERSONAL}
    if isinstance(value, list | tuple):
        return [_without_personal(item) for item in value]
    return value


def exception_without_words(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception as its kind and the way it took; its message may quote what somebody typed."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    error = info if isinstance(info, BaseException) else _current_error(info)
    if error is not None:
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        event["stack"] = [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return event


def _current_error(info: Any) -> BaseException | None:
    import sys

    found = info[1] if isinstance(info, tuple) else sys.exc_info()[1]
    return found if isinstance(found, BaseException) else None


def configure(*, level: str, production: bool) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING: JSON lines in production, readable ones else."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_personal,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if production:
        last += [exception_without_words, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last += [structlog.dev.ConsoleRenderer(colors=False)]
    return _logging(level, shared, last)


def log_like_the_web(**_signal: Any) -> None:
    """For Celery's `setup_logging`: without a receiver it brings a format of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


def _logging(level: str, shared: list[Processor], last: list[Processor]) -> dict[str, Any]:
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": last,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # django_structlog tells each answer once, with the request's id.
            "django.request": {"level": logging.CRITICAL},
            # Celery tells every message it receives and every task twice.
            "celery.worker.strategy": {"level": logging.WARNING},
            "celery.app.trace": {"level": logging.ERROR},
            "weasyprint.progress": {"level": logging.WARNING},
            "axes.apps": {"level": logging.WARNING},
        },
    }
