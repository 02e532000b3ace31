# What is wrong with a LibTorch of one's own, said before anything is compiled.

# Which LibTorch is named, before CMake looks for it.
# check_libtorch_named(RESULT_VARIABLE PREFIX...): the folders of TorchConfig.cmake in these, of which there may be one.
function(check_libtorch_named result)
  foreach(prefix ${ARGN})
    if(NOT EXISTS ${prefix})
      message(FATAL_ERROR "CMAKE_PREFIX_PATH: there is no ${prefix}")
    endif()
    file(GLOB folders ${prefix}/lib/*/cmake/Torch)
    foreach(folder ${prefix} ${prefix}/Torch ${prefix}/share/cmake/Torch ${prefix}/lib/cmake/Torch ${folders})
      if(EXISTS ${folder}/TorchConfig.cmake)
        file(REAL_PATH ${folder} folder)
        list(APPEND named ${folder})
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES named)
  list(LENGTH named num_named)
  if(num_named GREATER 1)
    list(JOIN named " and " all)
    message(FATAL_ERROR "two LibTorch in CMAKE_PREFIX_PATH, ${all}: name one of them")
  endif()
  if(ARGN AND NOT named)
    list(JOIN ARGN ", " all)
    message(WARNING "no LibTorch was found in CMAKE_PREFIX_PATH (${all}), so CMake looks for it elsewhere. The folder that has "
            "its include, lib and share in it is meant")
  endif()
  set(${result} ${named} PARENT_SCOPE)
endfunction()

# check_libtorch_place(FOUND folder of TorchConfig.cmake INSTALL_PREFIX folder LIBRARIES file... [NAMED folder]): the named
# one must be the one that was found, and it must be whole, as CMake may take a library of the same name from elsewhere.
function(check_libtorch_place)
  cmake_parse_arguments(ARG "" "FOUND;INSTALL_PREFIX;NAMED" "LIBRARIES" ${ARGN})
  file(REAL_PATH ${ARG_FOUND} found)
  if(ARG_NAMED AND NOT found STREQUAL ARG_NAMED)
    message(FATAL_ERROR "CMAKE_PREFIX_PATH names the LibTorch of ${ARG_NAMED}, and CMake took that of ${found}: delete the "
            "build folder, which remembers an earlier one, and set neither Torch_DIR nor Torch_ROOT")
  endif()
  file(REAL_PATH ${ARG_INSTALL_PREFIX} install_prefix)
  foreach(library ${ARG_LIBRARIES})
    if(NOT EXISTS ${library})
      message(FATAL_ERROR "the LibTorch of ${install_prefix} lacks a library: ${library}")
    endif()
    get_filename_component(folder ${library} DIRECTORY)  # a library may be a link
    file(REAL_PATH ${folder} folder)
    string(FIND "${folder}/" "${install_prefix}/" position)
    if(NOT position EQUAL 0 OR (install_prefix STREQUAL /usr AND folder MATCHES "^/usr/local/"))
      message(FATAL_ERROR "two LibTorch: the headers are those of ${install_prefix}, and CMake found ${library}. Name the "
              "one that is meant, the folder that has its include, lib and share in it: -DCMAKE_PREFIX_PATH=FOLDER in a "
              "new build folder")
    endif()
  endforeach()
endfunction()

# check_libtorch(PARTS all|train LIBRARY libtorch_cpu.so INCLUDES folder... [FLAGS compiler flags])
function(check_libtorch)
  cmake_parse_arguments(ARG "" "PARTS;LIBRARY;FLAGS" "INCLUDES" ${ARGN})
  if(ARG_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
    message(FATAL_ERROR "${ARG_LIBRARY} is compiled for the C++ ABI before C++11, and Debian's libraries are not: "
            "of LibTorch's two archives take the one with \"cxx11-abi\" in its name")
  endif()
  if(ARG_PARTS STREQUAL train)
    return()  # has neither protobuf nor ONNX
  endif()

  # Debian's LibTorch uses Debian's protobuf. An archive of LibTorch brings a copy: the linker keeps one of two functions of
  # the same name, and both libraries would get that of the other's version.
  set(way_out "build what trains alone, which has no protobuf (-DAFFEKT_PARTS=train), and evaluate and export its runs "
      "with an affekt that is built with Debian's LibTorch")
  find_program(NM nm REQUIRED)
  execute_process(COMMAND ${NM} --dynamic --defined-only ${ARG_LIBRARY} OUTPUT_VARIABLE symbols RESULT_VARIABLE result)
  if(result)
    message(FATAL_ERROR "${ARG_LIBRARY}: nm can't read the symbols of this LibTorch")
  endif()
  if(symbols MATCHES " T (_ZN?K?6google8protobuf11MessageLite[^\n]+)")
    message(FATAL_ERROR "${ARG_LIBRARY} exports a protobuf of its own (${CMAKE_MATCH_1}), which would be mixed with "
            "Debian's: " ${way_out})
  endif()
  foreach(folder ${ARG_INCLUDES})
    if(EXISTS ${folder}/google/protobuf/message_lite.h AND NOT folder MATCHES "^/usr/include")
      message(FATAL_ERROR "${folder} of this LibTorch has headers of a protobuf of its own, which would be mixed with "
              "Debian's: " ${way_out})
    endif()
  endforeach()
endfunction()
