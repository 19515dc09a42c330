def test_a():
    assert 1 == 1


def test_mine():
    assert g()


def test_b_with_two():
    assert f(2) == 2.0


def test_c():
    assert 3
