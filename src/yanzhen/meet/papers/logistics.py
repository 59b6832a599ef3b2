"""Vehicles, rooms and liaison: who rides in what, who sleeps where, who looks after whom."""

from __future__ import annotations

from yanzhen.language import Language, Said
from yanzhen.meet.papers.approval import Doubt, doubts_of
from yanzhen.meet.papers.paper import Block, Column, Grid, Heading, Paper, Sheet, Text
from yanzhen.meet.papers.programme import Guest, Programme
from yanzhen.meet.papers.wordings import OPEN, telling


def service_lists(programme: Programme, language: Language = "zh") -> Paper:
    """For those who work there: a sheet a vehicle, and one a liaison with the guests to look after.

    Guests without a liaison stand on a sheet of their own: one liaison a guest.
    """
    say = telling(language)
    sheets = []
    for vehicle in programme.vehicles:
        riders = [guest for guest in programme.guests if guest.vehicle == vehicle.key]
        title = Said(f"乘车名单：{vehicle.label}", f"On board: {vehicle.label}")
        blocks = (Text(say(title), "title"), *_vehicle(programme, vehicle.key, language))
        sheets.append(Sheet(f"vehicle:{vehicle.key}", say(title), blocks, _doubts(riders)))
    for liaison in programme.liaisons:
        guests = [guest for guest in programme.guests if guest.liaison == liaison.key]
        title = Said(f"联络员 {liaison.name}", f"Liaison {liaison.name}")
        told = Said(
            f"电话：{liaison.phone or OPEN.zh}，嘉宾 {len(guests)} 人",
            f"Phone: {liaison.phone or OPEN.en}; guests: {len(guests)}",
        )
        blocks = (Text(say(title), "title"), Text(say(told), "centre"), _services(programme, guests, language))
        sheets.append(Sheet(f"liaison:{liaison.key}", say(title), blocks, _doubts(guests)))
    alone = unattended(programme)
    if alone:
        title = Said("还没有联络员的嘉宾", "Guests without a liaison")
        blocks = (Text(say(title), "title"), _services(programme, alone, language))
        sheets.append(Sheet("unattended", say(title), blocks, _doubts(alone)))
    title = Said("乘车、住宿与联络安排", "Vehicles, rooms and liaison")
    return Paper("services", "", language, title, "portrait", tuple(sheets), programme.day)


def unattended(programme: Programme) -> list[Guest]:
    """Guests that have no liaison; staff needs none."""
    return [guest for guest in programme.guests if not guest.liaison and guest.role != "staff"]


def vehicle_lists(programme: Programme, language: Language) -> tuple[Block, ...]:
    """All vehicles with those who ride in them."""
    say = telling(language)
    return tuple(
        block
        for vehicle in programme.vehicles
        for block in (Heading(say(Said(vehicle.label, vehicle.label)), 2), *_vehicle(programme, vehicle.key, language))
    )


def _vehicle(programme: Programme, key: str, language: Language) -> tuple[Block, ...]:
    say = telling(language)
    vehicle = next(each for each in programme.vehicles if each.key == key)
    riders = [guest for guest in programme.guests if guest.vehicle == key]
    zh = [f"发车：{vehicle.leaves}", f"路线：{vehicle.route}", f"司机：{vehicle.driver} {vehicle.phone}"]
    en = [f"Leaves: {vehicle.leaves}", f"Route: {vehicle.route}", f"Driver: {vehicle.driver} {vehicle.phone}"]
    given = (vehicle.leaves, vehicle.route, vehicle.driver or vehicle.phone)
    count = Said(f"{len(riders)} 人／{vehicle.seats} 座", f"{len(riders)} people, {vehicle.seats} seats")
    facts = Said(
        "；".join([*(text for text, there in zip(zh, given, strict=True) if there), count.zh]),
        ". ".join([*(text.strip() for text, there in zip(en, given, strict=True) if there), count.en]),
    )
    blocks: list[Block] = [Text(say(facts))]
    if len(riders) > vehicle.seats:
        over = len(riders) - vehicle.seats
        blocks.append(Text(say(Said(f"超员 {over} 人，请调整。", f"{over} people too many: please change.")), "speech"))
    columns = (
        Column(say(Said("序号", "No.")), 10, "center"),
        Column(say(Said("姓名", "Name")), 25),
        Column(say(Said("单位", "Organisation")), 65),
    )
    rows = tuple(
        (str(n), guest.name.told(language), guest.organisation.told(language)) for n, guest in enumerate(riders, 1)
    )
    return (*blocks, Grid(columns, rows)) if rows else tuple(blocks)


def guest_services(programme: Programme, language: Language) -> tuple[Block, ...]:
    """Each guest's room and liaison; none where nothing is arranged."""
    served = [guest for guest in programme.guests if guest.room or guest.liaison]
    return (_services(programme, served, language),) if served else ()


def _services(programme: Programme, guests: list[Guest], language: Language) -> Grid:
    say = telling(language)
    rooms = {room.key: f"{room.hotel} {room.number}" for room in programme.rooms}
    vehicles = {vehicle.key: vehicle.label for vehicle in programme.vehicles}
    people = {liaison.key: f"{liaison.name} {liaison.phone}" for liaison in programme.liaisons}
    columns = (
        Column(say(Said("姓名", "Name")), 22),
        Column(say(Said("住宿", "Room")), 26),
        Column(say(Said("乘车", "Vehicle")), 22),
        Column(say(Said("联络员", "Liaison")), 30),
    )
    rows = tuple(
        (
            guest.name.told(language),
            rooms.get(guest.room, say(OPEN)),
            vehicles.get(guest.vehicle, say(OPEN)),
            people.get(guest.liaison, say(OPEN)),
        )
        for guest in guests
    )
    return Grid(columns, rows)


def _doubts(guests: list[Guest]) -> tuple[Doubt, ...]:
    return tuple(
        doubt for guest in guests for doubt in doubts_of(guest.name.told("zh"), (guest.texts[0], guest.texts[2]))
    )
