class A:
    @property
    def size(self):
        return self.value

    @size.setter
    def size(self, value):
        self.value = int(value)
