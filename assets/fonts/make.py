"""Makes the five font files of this folder from the upstream ones: subset, tabular figures, no ligatures.

Usage: make.py INTER_FOLDER JETBRAINS_MONO_FOLDER OUT_FOLDER
The README beside it says which versions to give it, and why each change is made.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# What stays of the layout rules: accents and language forms, never a glyph that hides what was typed.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl"]

# Copyright, family, style, unique id, full name, version, PostScript name, trademark, licence and its address,
# typographic family and style.
NAMES = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]

PRIVATE_USE = range(0xE000, 0xF900)


def tabular_figures(font):
    """The glyph for each proportional one that the font's own `tnum` feature would replace."""
    gsub = font["GSUB"].table
    lookups = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    pairs = {}
    for index in sorted(lookups):
        for table in gsub.LookupList.Lookup[index].SubTable:
            pairs.update(getattr(table, "ExtSubTable", table).mapping)
    return pairs


def rename(font, old, new):
    """Gives a modified font a name of its own; copyright, trademark and licence lines stay."""
    for record in font["name"].names:
        text = record.toUnicode()
        if record.nameID in (1, 3, 4, 6, 16):
            text = text.replace(old, new).replace(old.replace(" ", ""), new.replace(" ", ""))
            if record.nameID == 6:
                text = text.replace(" ", "")
        elif record.nameID == 5:
            text += "; subset and changed for Portolan"
        record.string = text
    if "CFF " in font:
        cff = font["CFF "].cff
        top = cff.topDictIndex[0]
        cff.fontNames[0] = font["name"].getDebugName(6)
        top.FullName = font["name"].getDebugName(4)
        top.FamilyName = new


def make(source, target, old, new):
    font = TTFont(source, recalcTimestamp=False)
    figures = tabular_figures(font)
    for table in font["cmap"].tables:
        table.cmap = {code: figures.get(glyph, glyph) for code, glyph in table.cmap.items()}

    # In the heavier weights the digits differ by a unit or two in 2816; a column of ports wants them equal.
    best = font.getBestCmap()
    digits = [best[code] for code in range(ord("0"), ord("9") + 1)]
    widest = max(font["hmtx"][glyph][0] for glyph in digits)
    for glyph in digits:
        font["hmtx"][glyph] = (widest, font["hmtx"][glyph][1])

    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = NAMES
    options.hinting = True
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for code in best if code not in PRIVATE_USE])
    subsetter.subset(font)

    rename(font, old, new)
    font.save(target)


def main(inter, mono, out):
    for weight in ("Regular", "Medium", "SemiBold"):
        name = f"Inter-{weight}.otf"
        make(inter / name, out / name, "Inter", "Portolan Sans")
    for weight in ("Regular", "Medium"):
        name = f"JetBrainsMono-{weight}.ttf"
        make(mono / name, out / name, "JetBrains Mono", "Portolan Mono")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
