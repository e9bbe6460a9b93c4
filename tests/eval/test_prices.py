import pytest

from eval.errors import PricesError
from eval.prices import load_prices
from eval.spending import Spending

GOOD = 'currency = "GBP"\n[models.small]\nprompt = 0.5\nreply = 2.0\n'


@pytest.fixture
def prices(tmp_path):
    (tmp_path / "prices.toml").write_text(GOOD)
    return load_prices(tmp_path / "prices.toml")


def test_a_million_tokens_cost_what_the_table_says(prices):
    assert prices.cost("small", 1_000_000, 500_000) == 1.5
    assert prices.cost("other", 1_000_000, 1) is None


def test_a_price_that_is_not_known_is_none_and_never_nothing(prices):
    calls = [("How many lamps failed?", "- Fourteen. [E1]"), ("Again?", "")]
    known = Spending.of(calls, "small", prices)
    assert known.n_calls == 2 and known.n_prompt_tokens > known.n_reply_tokens > 0
    assert known.cost == pytest.approx((known.n_prompt_tokens * 0.5 + known.n_reply_tokens * 2) / 1e6)
    assert (Spending.of(calls, "other", prices).cost, Spending.of(calls, "small", None).cost) == (None, None)
    assert Spending.of(calls, "other", prices).currency is None
    assert Spending.of([], "small", prices) is None
    assert Spending.of(calls, None, prices) is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("currency =", "no TOML"),
        ('currency = "pounds"\n[models.a]\nprompt = 1\nreply = 1\n', "field 'currency'"),
        ('currency = "GBP"\n[models]\n', "field 'models'"),
        ('currency = "GBP"\n[models.a]\nprompt = -1\nreply = 1\n', "field 'models.a.prompt'"),
        ('currency = "GBP"\n[models.a]\nprompt = 1\n', "field 'models.a.reply'"),
        ('currency = "GBP"\n[models.a]\nprompt = inf\nreply = 1\n', "field 'models.a.prompt'"),
    ],
)
def test_a_wrong_table_is_told_with_its_field(tmp_path, content, told):
    path = tmp_path / "prices.toml"
    path.write_text(content)
    with pytest.raises(PricesError) as problem:
        load_prices(path)
    assert told in str(problem.value) and str(path) in str(problem.value)


def test_a_table_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PricesError, match="can't be read"):
        load_prices(tmp_path / "none.toml")
