def fill_id_list(query, ids):
    """Returns the query with ID_LIST replaced by one %s for each id, so that ids are bound; needs at least one id."""
    return query.replace("ID_LIST", ", ".join(["%s"] * len(ids)))
