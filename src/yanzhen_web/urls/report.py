"""The bulletin and the rows behind its figures."""

from django.urls import path

from yanzhen_web.views import report

urlpatterns = [
    path("bulletin/", report.bulletin, name="bulletin"),
    path("bulletin/bulletin.docx", report.bulletin_docx, name="bulletin_docx"),
    path("bulletin/bulletin.pdf", report.bulletin_pdf, name="bulletin_pdf"),
    path("figures/<str:figure_id>/", report.figure_rows, name="figure_rows"),
]
