"""Work behind the pages."""

from django.urls import path

from yanzhen_web.views import jobs

urlpatterns = [
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<pid:public_id>/cancel/", jobs.job_cancel, name="job_cancel"),
]
