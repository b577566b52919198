"""The archive job: articles, stories and what they say, of a web archive, as tables of Parquet."""
