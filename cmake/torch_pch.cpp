// Owns the precompiled LibTorch header that every folder with LibTorch reuses.
