"""Make it so: each request once, journalled before and after."""
