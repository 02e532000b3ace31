# An installed library finds what lies outside the system's folders (another LibTorch) by its path. Where nothing does, it
# names none, as Debian asks: the linker meets HDF5 in a folder of its own, the program needs no path to it.
foreach(library ${TORCH_LIBRARY} ${OpenCV_DIR} ${HDF5_C_LIBRARIES} ${ONNX_LIBRARY} ${ONNXRUNTIME_LIBRARY})
  if(IS_ABSOLUTE "${library}" AND NOT library MATCHES "^/(usr/)?lib/")
    set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
  endif()
endforeach()
