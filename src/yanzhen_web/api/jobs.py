"""Long jobs: how far they are, and stopping them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from pydantic import Field

from yanzhen.language import Said
from yanzhen_web.access import SIGNED_IN
from yanzhen_web.api import paging
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Page, PublicId, Told, both, present
from yanzhen_web.jobs import queue
from yanzhen_web.models import Job

room = Room(
    "jobs",
    Said("后台任务", "Jobs"),
    Said("长的工作在后台做：先答 202 和 Location，再到那里看进度。",
         "Long work goes on behind: the answer is 202 with a Location, where its progress is read."),
)  # fmt: skip


class JobTold(Told):
    """A piece of work."""

    id: PublicId
    kind: str = Field(examples=["read_upload"], description=both("做什么", "What it does"))
    label: str = Field(examples=["读取工作簿"])
    state: Literal["waiting", "running", "done", "failed", "cancelled"] = Field(examples=["running"])
    progress: int = Field(ge=0, le=100, examples=[40], description=both("百分比", "Per cent"))
    message: str | None = Field(None, examples=["整理各行"])
    cancel_requested: bool = Field(examples=[False])
    created_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    finished_at: datetime | None = Field(None, examples=["2025-03-29T01:00:09Z"])


def told(job: Job) -> dict[str, Any]:
    """A job as the API tells it."""
    return present(
        {
            "id": job.public_id,
            "kind": job.kind,
            "label": job.label,
            "state": job.state,
            "progress": job.progress,
            "message": job.message,
            "cancel_requested": job.cancel_requested,
            "created_at": job.created_at,
            "finished_at": job.finished_at,
        }
    )


def accepted(response: HttpResponse, job: Job) -> dict[str, Any]:
    """202 with the address of a job, to be returned with that status."""
    response["Location"] = f"/api/v1/jobs/{job.public_id}"
    return told(job)


@room.get("/jobs", said=Said("自己的任务", "One's own jobs"), who=(SIGNED_IN,), answers={200: Page[JobTold]})
def jobs_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    """The latest first."""
    rows = Job.objects.visible_to(request.actor)
    return paging.page(rows, paging.Order("created_at", descending=True), limit, cursor, told)


@room.get(
    "/jobs/{pid:public_id}", said=Said("一个任务的进度", "How far a job is"), who=(SIGNED_IN,), answers={200: JobTold}
)
def jobs_read(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return told(get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id))


@room.post(
    "/jobs/{pid:public_id}/cancel", said=Said("请求停止", "Ask for a stop"), who=(SIGNED_IN,), answers={200: JobTold}
)
def jobs_cancel(request: Asked, public_id: PublicId) -> dict[str, Any]:
    job = get_object_or_404(Job.objects.visible_to(request.actor), public_id=public_id)
    queue.cancel(job)
    job.refresh_from_db()
    return told(job)
