"""What the pages say, made from what the queries know: no request, no write."""
