// libtouchline.so is made of the rooms' libraries; CMake wants a source all the same.
