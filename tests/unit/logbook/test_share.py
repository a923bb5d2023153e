from volary.core.logbook.share import share_hash, share_token

SECRET = b"installation secret"


def test_a_link_is_the_same_every_time_it_is_shown() -> None:
    assert share_token(SECRET, 7, 1) == share_token(SECRET, 7, 1)


def test_a_new_generation_another_flight_or_another_installation_is_another_link() -> None:
    links = {
        share_token(SECRET, 7, 1),
        share_token(SECRET, 7, 2),
        share_token(SECRET, 71, 1),
        share_token(SECRET, 71, 2),
        share_token(b"another secret", 7, 1),
    }
    assert len(links) == 5


def test_a_link_has_160_bits_and_only_its_hash_is_stored() -> None:
    token = share_token(SECRET, 7, 1)
    assert len(token) == 40
    assert token.encode() not in share_hash(token)
