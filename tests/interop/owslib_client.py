"""OWSLib as a client of OGC API - Features."""

import os

from owslib.ogcapi.features import Features

service = Features(os.environ["GUMEI_URL"] + "/api")

assert service.links, "the landing page has links"
classes = service.conformance()["conformsTo"]
assert any(name.endswith("/conf/oas30") for name in classes), classes
assert service.api()["openapi"].startswith("3.0"), "the OpenAPI document is found by its link"

collections = service.collections()["collections"]
assert set(service.feature_collections()) == {c["id"] for c in collections}
assert service.collection("compounds")["id"] == "compounds"

page = service.collection_items("violations", limit=7)
assert page["numberReturned"] == 7 and page["numberMatched"] > 7
box = [121.38, 31.13, 121.40, 31.15]
inside = service.collection_items("compounds", bbox=box, limit=1000)
assert 0 < inside["numberMatched"] < 70, inside["numberMatched"]
trading = service.collection_items("violations", limit=10000, **{"class": "trading"})
assert {f["properties"]["class"] for f in trading["features"]} == {"trading"}
spring = service.collection_items("violations", datetime_="2016-03-01/2016-05-31", limit=1)
assert 0 < spring["numberMatched"] < page["numberMatched"]

first = page["features"][0]
assert service.collection_item("violations", first["id"])["properties"] == first["properties"]

if any(name.endswith("ogcapi-features-3/1.0/conf/features-filter") for name in classes):
    queryables = service.collection_queryables("violations")
    assert "class" in queryables["properties"], sorted(queryables["properties"])
    filtered = service.collection_items("violations", filter="class = 'trading'", limit=10000)
    assert filtered["numberMatched"] == trading["numberMatched"]
print(f"{len(collections)} collections, items, filters by box, time and property, one item")
