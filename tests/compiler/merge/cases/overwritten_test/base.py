def test_a():
    assert 1 == 1


def test_b():
    assert f(2) == 2
