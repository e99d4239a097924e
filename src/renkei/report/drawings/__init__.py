"""Order of battle, map and swimlane as files: the components of the page, without a browser."""
