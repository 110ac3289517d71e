"""Names, document numbers and phones that look right and can belong to nobody.

Document numbers carry a region no county has and a wrong check digit; phones begin with 125, which
is no mobile prefix. People's names are drawn from plants, weather and stones.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.sample.dice import Dice, pick
from overdue_cli.sample.words import Pair


def pairs(text: str) -> tuple[Pair, ...]:
    """Every two words of `text` as one name: the character, and how it is spelled."""
    words = text.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


_SURNAMES: tuple[Pair, ...] = pairs(
    "周 Zhou 吴 Wu 郑 Zheng 王 Wang 冯 Feng 陈 Chen 褚 Chu 卫 Wei 蒋 Jiang 沈 Shen 韩 Han 杨 Yang 朱 Zhu 秦 Qin 尤 You 许 Xu "
    "何 He 吕 Lü 施 Shi 张 Zhang 孔 Kong 曹 Cao 严 Yan 华 Hua 金 Jin 魏 Wei 陶 Tao 姜 Jiang 戚 Qi 谢 Xie 邹 Zou 喻 Yu"
)
_GIVEN: tuple[Pair, ...] = pairs(
    "松 song 柏 bai 禾 he 苗 miao 麦 mai 穗 sui 桑 sang 榆 yu 槐 huai 杉 shan 桐 tong 梧 wu 枫 feng 棠 tang 杏 xing 桃 tao "
    "梨 li 荷 he 菱 ling 兰 lan 竹 zhu 菊 ju 梅 mei 葵 kui 溪 xi 泉 quan 岭 ling 岩 yan 石 shi 砚 yan 玉 yu 瑶 yao "
    "晴 qing 雨 yu 雪 xue 霜 shuang 云 yun 岚 lan 晨 chen 暮 mu 春 chun 夏 xia 秋 qiu 冬 dong 青 qing 蓝 lan 丹 dan 素 su"
)

OFFICERS: tuple[Pair, ...] = (
    ("罗岩松", "Luo Yansong"), ("白桐雨", "Bai Tongyu"), ("田溪", "Tian Xi"), ("孟晴岚", "Meng Qinglan"),
    ("石枫", "Shi Feng"), ("简秋禾", "Jian Qiuhe"), ("邱柏", "Qiu Bai"), ("柳云泉", "Liu Yunquan"),
)  # fmt: skip
APPROVERS: tuple[Pair, ...] = (("顾青山", "Gu Qingshan"), ("丁石玉", "Ding Shiyu"), ("万春", "Wan Chun"))

FIRM_ENDINGS: dict[str, Pair] = {
    "crops": ("粮食种植专业合作社", "Grain Cooperative"),
    "pigs": ("生猪养殖场", "Pig Farm"),
    "fruit": ("果业专业合作社", "Fruit Cooperative"),
    "materials": ("建材有限公司", "Building Materials Co."),
    "retail": ("百货商行", "Stores"),
    "food": ("餐饮服务部", "Catering"),
    "haulage": ("运输有限公司", "Haulage Co."),
    "machining": ("机械加工厂", "Machine Works"),
    "clothing": ("服装厂", "Clothing Works"),
    "salaried": ("商行", "Stores"),
}

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = tuple("10X98765432")


def given(dice: Dice, key: pl.Expr, salt: str, language: int) -> pl.Expr:
    """Two syllables: 青禾, or Qinghe."""
    words = [pair[language] for pair in _GIVEN]
    first = [w.capitalize() for w in words] if language else words
    return dice.one_of(key, salt + "/first", first) + dice.one_of(key, salt + "/second", words)


def person(dice: Dice, key: pl.Expr, salt: str, language: int) -> pl.Expr:
    """A person's name, family name first; `language` 0 is Chinese, 1 is pinyin."""
    family = dice.one_of(key, salt + "/family", [pair[language] for pair in _SURNAMES])
    return family + (" " if language else "") + given(dice, key, salt, language)


def firm(dice: Dice, key: pl.Expr, industry: pl.Expr, language: int) -> pl.Expr:
    """A firm's name with its trade: 云桑县青禾建材有限公司."""
    ending = industry.replace_strict({k: v[language] for k, v in FIRM_ENDINGS.items()}, return_dtype=pl.String)
    middle = given(dice, key, "firm", language)
    return pl.lit("Yunsang ") + middle + " " + ending if language else pl.lit("云桑县") + middle + ending


def phone(dice: Dice, key: pl.Expr, salt: str) -> pl.Expr:
    """Eleven digits that no operator has given out."""
    return pl.lit("125") + dice.between(key, salt, 0, 99_999_999).cast(pl.String).str.zfill(8)


def document_number(dice: Dice, key: pl.Expr, is_firm: pl.Expr) -> pl.Expr:
    """18 characters with a region that does not exist and a check character that is wrong.

    A firm's number ends in Z, a letter its alphabet does not have.
    """
    born = 19_550_000 + dice.between(key, "born/year", 0, 47) * 10_000
    born = born + dice.between(key, "born/month", 1, 12) * 100 + dice.between(key, "born/day", 1, 28)
    body = pl.lit(990_100, dtype=pl.Int64) + dice.between(key, "region", 1, 9)
    body = (body * 100_000_000 + born) * 1000 + dice.between(key, "serial", 1, 999)
    total = pl.sum_horizontal(body // 10 ** (16 - place) % 10 * weight for place, weight in enumerate(_WEIGHTS))
    wrong = pick(_CHECK, (total + 1 + dice.between(key, "check", 0, 8)) % 11)
    of_firm = pl.lit("91990100MA") + dice.between(key, "firm/id", 1_000_000, 9_999_999).cast(pl.String) + "Z"
    return pl.when(is_firm).then(of_firm).otherwise(body.cast(pl.String) + wrong)
