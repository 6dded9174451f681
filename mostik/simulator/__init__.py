"""A seeded virtual department: demo data, what-if and load, made only through other rooms' doors."""
