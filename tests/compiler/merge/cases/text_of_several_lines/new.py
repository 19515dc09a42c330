SQL = """
SELECT 1
"""
X = 2
