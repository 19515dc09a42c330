from backend import models
from rest_framework.decorators import action


class JobViewSet(EntityViewSet):
    queryset = models.Job.objects.select_related("company").prefetch_related("skills")
    filterset_fields = {"is_active": ["exact"], "salary": ["exact", "gte"]}
    search_fields = ("title", "description")

    @action(detail=True)
<<<<<<< yours
    def close(self, request, pk=0):
||||||| generated before
    def close(self, request, pk=None):
=======
    def close(self, request, pk=""):
>>>>>>> generated now
        job = self.get_object()
        job.close()
        return Response(status=200)
