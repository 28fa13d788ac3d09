"""QGIS's OAPIF provider, headless."""

import os

from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
    Qgis,
)

QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
url = os.environ["GUMEI_URL"] + "/api"


def layer(collection, further=""):
    source = f"url='{url}' typename='{collection}' {further}"
    opened = QgsVectorLayer(source, collection, "OAPIF")
    assert opened.isValid(), (collection, opened.error().message())
    return opened


# A function of its own: what it opened must be gone before QGIS is.
def check():
    for collection, expected in [("compounds", 70), ("pianqu", 6), ("waterlogging", 16)]:
        opened = layer(collection)
        features = list(opened.getFeatures())
        assert len(features) == expected, (collection, len(features))
        assert all(feature.hasGeometry() for feature in features)
        assert "name" in [field.name() for field in opened.fields()]

    violations = layer("violations", "pageSize='500'")
    everything = sum(1 for _ in violations.getFeatures())
    box = QgsRectangle(121.38, 31.13, 121.40, 31.15)
    inside = sum(1 for _ in layer("violations").getFeatures(QgsFeatureRequest(box)))
    assert 0 < inside < everything, (inside, everything)
    trading = layer("violations")
    trading.setSubsetString("\"class\" = 'trading'")
    found = {feature["class"] for feature in trading.getFeatures()}
    assert found == {"trading"}, found
    print(f"QGIS {Qgis.QGIS_VERSION}: {everything} violations, {inside} in the box, filtered by class")


check()
app.exitQgis()
