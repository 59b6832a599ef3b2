"""Clusters on the site are those of the engine, as far as each sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from yanzhen.report.country.clusters import view_clusters
from yanzhen_web.models import Record
from yanzhen_web.services.country.clusterpages import cluster_page, cluster_rows, clusters_page
from yanzhen_web.services.records.reading import as_engine

from ..worlds import WHY, World, told  # noqa: TID252 -- the one door to the site's test world


@pytest.fixture
def clustered(world: World) -> World:
    world.write(
        "changsha",
        told("cluster", "示例新材料集群<script>", "open", level="国家先进制造业集群", region="430100",
             industry="先进材料"),
        told("chain", "先进材料产业链", "open", segments="碳纤维、预浸料、复材构件、=1+1"),
        told("enterprise", "示例甲", region="430182", chain="先进材料", products="碳纤维原丝"),
        told("enterprise", "示例乙", region="440300", chain="先进材料", can_supply="预浸料"),
        told("park", "示例园区", region="430100"),
        told("project", "示例项目", "open", target="430200", chain="先进材料", investor="示例复材构件公司",
             content="示例复材构件公司的新产线"),
    )  # fmt: skip
    return world


def _id(world: World) -> str:
    return str(Record.objects.unscoped(why=WHY).get(kind="cluster").public_id)


def test_page_tells_what_the_engine_tells(clustered: World) -> None:
    everything = [as_engine(r) for r in Record.objects.unscoped(why=WHY).select_related("upload").order_by("pk")]
    (view,) = view_clusters(everything)
    page = cluster_page(clustered.actor("organiser"), _id(clustered))
    assert page["members"]["count"] == len(view.members) == 1
    assert page["parks"]["count"] == len(view.parks) == 1
    assert [(s["name"], s["members"], s["firms"], s["leads"]) for s in page["segments"]] == [
        (s.name, len(s.members), len(s.firms), len(s.leads)) for s in view.segments
    ]
    assert page["covered"] == 1
    (entry,) = clusters_page(clustered.actor("organiser"), {})["ranks"][0]["clusters"]
    assert entry["members"] == 1


@pytest.mark.parametrize("who", ["organiser", "city_office", "rival"])
def test_every_number_is_the_length_of_its_list(clustered: World, who: str) -> None:
    actor, id_ = clustered.actor(who), _id(clustered)
    page = cluster_page(actor, id_)
    numbers = [(page["members"]["count"], page["members"]["href"]), (page["parks"]["count"], page["parks"]["href"])]
    numbers += [(line[w], line[f"{w}_href"]) for line in page["segments"] for w in ("members", "firms", "leads")]
    for count, href in numbers:
        assert cluster_rows(actor, id_, dict(parse_qsl(urlsplit(href).query)))["page"].paginator.count == count


def test_text_of_a_project_by_code_is_not_asked(clustered: World) -> None:
    """Else its firm's name could be found out by naming a segment after it."""
    for who, leads in (("city_office", 1), ("rival", 0)):
        page = cluster_page(clustered.actor(who), _id(clustered))
        assert {line["name"]: line["leads"] for line in page["segments"]}["复材构件"] == leads


def test_hidden_cluster_is_missing(clustered: World, world: World) -> None:
    (hidden,) = world.write("changsha", told("cluster", "示例内部集群", "internal", region="430100"))
    for name in ("country_cluster", "country_cluster_rows"):
        address = reverse(name, args=[hidden.public_id])
        assert clustered.client("rival").get(address).status_code == 404
        assert clustered.client("city_office").get(address).status_code == 200
    listed = clusters_page(clustered.actor("rival"), {})["ranks"]
    assert "示例内部集群" not in str(listed)


def test_hostile_names_are_text(clustered: World) -> None:
    client = clustered.client("city_office")
    for address in (
        reverse("country_clusters"),
        reverse("country_cluster", args=[_id(clustered)]),
        reverse("country_cluster_rows", args=[_id(clustered)]) + "?which=x&segment=99999",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "集群<script>" not in answer.content.decode()


def test_queries_do_not_grow_with_rows(clustered: World, count_queries: Callable[[Callable[[], Any]], int]) -> None:
    actor, id_ = clustered.actor("organiser"), _id(clustered)
    few = count_queries(lambda: (clusters_page(actor, {}), cluster_page(actor, id_)))
    clustered.write("zhuzhou", *(told("enterprise", f"更多{n}", region="430200", chain="先进材料") for n in range(20)))
    clustered.write("zhuzhou", *(told("cluster", f"更多{n}", region="430200", industry="先进材料") for n in range(3)))
    assert few == count_queries(lambda: (clusters_page(actor, {}), cluster_page(actor, id_)))
