"""What is checked besides the tests: the site and its pages, a release, spelling, programs in other languages."""
