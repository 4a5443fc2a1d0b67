// Exists only so that the precompiled headers are compiled.
int main() { return 0; }
