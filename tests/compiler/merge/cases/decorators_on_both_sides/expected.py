from backend import models
from rest_framework.decorators import action


class JobViewSet(EntityViewSet):
    queryset = models.Job.objects.select_related("company").prefetch_related("skills")
    filterset_fields = {"is_active": ["exact"], "salary": ["exact", "gte"]}
    search_fields = ("title", "description")

    @audited
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        job = self.get_object()
        job.close()
        return Response(status=204)
