"""The model beside recorded clocks, and what fitting it to them leaves open, on a page."""
