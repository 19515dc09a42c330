"""What models add to the agents' own knowledge: questions, checks of the answers, contributions.

Nothing here knows the hub or an agent: an agent asks, judges what comes back by the Project, and decides.
"""
