"""Descriptions of result tables for tools of data science, beside the results.

The door is :mod:`renkei.study.describing`.
"""
