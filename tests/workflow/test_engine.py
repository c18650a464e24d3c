from tests.workflow.trial import Cast, begin


def test_smoke(cast: Cast) -> None:
    case = begin(cast, category="single").taken()
    case.do("grant", cast.officer, number=2)
    assert case.case.step == "granted"
