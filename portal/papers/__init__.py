"""Papers: what a contest needs signed, printed and filed, built from the record and rendered as DOCX and PDF.

`content` is the one model; `docx` and `pdf` render it in the layout of Nghị định 30/2020/NĐ-CP (`layout`); `kinds`
holds one small file for each paper. The words of papers are Vietnamese in every language of the portal: they are what
an office signs, not what a page says.
"""
