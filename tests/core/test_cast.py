"""The stage itself stands."""


def test_cast_is_made(cast):
    assert cast.actor("anna").may("crm.import_records")
    assert not cast.actor("boris").may("crm.import_records")
