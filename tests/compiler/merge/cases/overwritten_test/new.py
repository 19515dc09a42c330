def test_a():
    assert 1 == 1


def test_b():
    assert f(2) == 2.0


def test_c():
    assert 3
